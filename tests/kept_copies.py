"""Copies that the product keeps between runs, harmed as a test wants them."""

from hashlib import sha256


def resealed(content):
    """A copy of some content that looks whole."""
    return content + sha256(content).digest()


class Harm:
    """What a pickle can be made to do."""

    def __init__(self, call, *arguments):
        self.made = call, arguments

    def __reduce__(self):
        return self.made

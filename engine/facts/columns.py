"""Columns as Excel letters them: A, B … Z, AA."""


def column_index(reference: str) -> int:
    """The column of a cell reference such as AB12, counted from 0."""
    index = 0
    for letter in reference:
        if not letter.isalpha():
            break
        index = index * 26 + ord(letter.upper()) - ord("A") + 1
    return index - 1


def column_letters(index: int) -> str:
    """The letters Excel shows for a column counted from 0."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters

"""`python -m guiju`: the command `policy`, where the folder it was installed into is not on the search path."""

from .cli import main

main()

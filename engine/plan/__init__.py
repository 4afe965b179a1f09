"""Program → SQL: the rules of engine/interpret.py as statements layered by what rests on what."""

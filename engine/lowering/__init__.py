"""What operators become in SQL: expressions from expressions, one file a family, named as in engine/operators."""

"""The meaning of a policy: types, rules, evaluation. Knows no text and no pages."""

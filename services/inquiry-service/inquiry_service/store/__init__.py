"""All SQL about boards, questions and look-ups."""

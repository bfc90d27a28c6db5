"""The question (问题): what was asked, its answer, its deadline and events."""

"""Reply templates (答复模板)."""

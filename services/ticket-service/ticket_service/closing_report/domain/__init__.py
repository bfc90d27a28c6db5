"""Words, template and payload of the closing report."""

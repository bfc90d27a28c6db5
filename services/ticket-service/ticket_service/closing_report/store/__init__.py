"""All SQL about report files and template editions."""

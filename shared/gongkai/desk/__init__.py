"""Pages: templates, forms, menus, the clock face."""

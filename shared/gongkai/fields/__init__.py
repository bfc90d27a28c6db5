"""Types of input fields: text, bodies and moments as people and systems send them."""

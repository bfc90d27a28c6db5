"""Values of a ticket: order, citizen, contact, report, case log."""

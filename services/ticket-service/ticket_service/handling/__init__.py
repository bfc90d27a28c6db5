"""What a unit records on a ticket: acceptance, classification, legal steps, referral, call record, archive."""

"""Who a member of staff is: tokens, issuer, session."""

"""What people do with policies, one file each."""

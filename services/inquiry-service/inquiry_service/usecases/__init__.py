"""What people and events do with boards and questions, one file each."""

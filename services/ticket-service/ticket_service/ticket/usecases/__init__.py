"""What every act on a ticket does besides."""

"""What every page of the desk needs: one person at one policy, a file that was sent, differences, removal."""

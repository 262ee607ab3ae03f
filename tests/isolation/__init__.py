"""What one tenant may never learn of another, nor do to it: from the catalogue to the mailbox."""

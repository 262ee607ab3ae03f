"""What may be erased: persons, logins, invitations, free texts."""

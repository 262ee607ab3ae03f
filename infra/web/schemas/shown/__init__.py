"""What reads answer with, for the document of the API."""

"""What people are told where nothing of theirs is at fault."""

NOT_TRACED = "Cette consultation ne peut pas être inscrite au journal des accès : réessayez."
OTHER_VERSION = "Les tableaux de lecture sont d’une autre version : ils doivent être reconstruits."
KEY_MISSING = (
    "La clé qui scelle n’est pas sur ce serveur : l’exploitant l’y remet, ou exporte lui-même."
)
SESSIONS_DOWN = "Personne ne peut être reconnu pour l’instant : réessayez dans un moment."
UNEXPECTED = "Erreur inattendue, enregistrée. Citez correlation_id pour la retrouver."

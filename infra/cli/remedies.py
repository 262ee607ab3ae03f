"""What a server or a database that is not ready means for the person at the terminal."""

import psycopg
import redis

from infra.typography import french
from workers.trace import chain

# Role, schema, table or function unknown; the login may not take the role.
UNPREPARED = ("22023", "3F000", "42P01", "42883", "42501")
MIGRATE = (
    "La base n’a pas les schémas ou les rôles de Pacte. "
    "Lancez « pacte migrate », ou « pacte up » qui s’en charge."
)
DATABASE = (
    "La base de données ne répond pas, ou refuse l’accès. Vérifiez DATABASE_URL : adresse, compte, "
    "secret, nom de la base. « pacte doctor » en dit plus."
)
REDIS = (
    "Redis ne répond pas, ou refuse l’accès. Vérifiez l’adresse et le secret de REDIS_URL. "
    "Rien n’est perdu d’ici là ; « pacte doctor » en dit plus."
)


def remedy(error: Exception) -> str | None:
    """A sentence that says what to do; None: this is not about servers."""
    causes = list(chain(error))
    if any(isinstance(cause, redis.ConnectionError | redis.TimeoutError) for cause in causes):
        return french(REDIS)
    known = [cause for cause in causes if isinstance(cause, psycopg.Error)]
    if any(cause.sqlstate in UNPREPARED for cause in known):
        return french(MIGRATE)
    if any(isinstance(cause, psycopg.OperationalError) for cause in known):
        return french(DATABASE)
    return None

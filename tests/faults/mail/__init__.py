"""Mail servers, workers and Valkey that break."""

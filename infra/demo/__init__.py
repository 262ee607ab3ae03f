"""The demo: five real cases as published, three tenants, and a story that people play on one."""

"""The engine around the domain: order, retries, schedules, the command line. No rule of the domain lives here."""

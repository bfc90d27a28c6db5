"""Steps of the tables that every service has; each service's numbered migrations call them."""

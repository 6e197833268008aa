"""From a YAML file to a frozen Scenario: the one place that knows the world came from YAML."""

"""How cases are chosen: factors, designs, variants and contrasts; the unit of work; the driver that survives."""

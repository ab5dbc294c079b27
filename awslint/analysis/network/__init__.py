"""Traffic in a VPC: who may reach what on which port, and by which way a subnet gets out."""

"""Questions that need real reasoning: IAM policies, network paths, zones, storage exposure. Rules only ask them."""

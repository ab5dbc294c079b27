"""AWS Config conformance packs: what is deployed with AWS Config says which rules run, on what, and with what.

Source: https://docs.aws.amazon.com/config/latest/developerguide/conformance-packs.html
"""

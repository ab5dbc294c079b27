"""Regions, and the accounts in which Elastic Load Balancing writes access logs.

The accounts are from the Regions' table in https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
(read in November 2026); Regions since August 2022 have the service principal instead.
"""

BALANCER_ACCOUNTS = (
    "127311923021",  # us-east-1
    "033677994240",  # us-east-2
    "027434742980",  # us-west-1
    "797873946194",  # us-west-2
    "098369216593",  # af-south-1
    "754344448648",  # ap-east-1
    "589379963580",  # ap-southeast-3
    "718504428378",  # ap-south-1
    "383597477331",  # ap-northeast-3
    "600734575887",  # ap-northeast-2
    "114774131450",  # ap-southeast-1
    "783225319266",  # ap-southeast-2
    "582318560864",  # ap-northeast-1
    "985666609251",  # ca-central-1
    "054676820928",  # eu-central-1
    "156460612806",  # eu-west-1
    "652711504416",  # eu-west-2
    "635631232127",  # eu-south-1
    "009996457667",  # eu-west-3
    "897822967062",  # eu-north-1
    "076674570225",  # me-south-1
    "507241528517",  # sa-east-1
    "048591011584",  # us-gov-west-1
    "190560391635",  # us-gov-east-1
    "638102146993",  # cn-north-1
    "037604701340",  # cn-northwest-1
)

# The commercial Regions and GovCloud: those after which services name their regional principals.
REGIONS = (
    *("us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "ca-west-1", "mx-central-1", "sa-east-1"),
    *("eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3"),
    *("ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-south-2"),
    *("ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-7"),
    *("af-south-1", "il-central-1", "me-central-1", "me-south-1", "us-gov-east-1", "us-gov-west-1"),
)

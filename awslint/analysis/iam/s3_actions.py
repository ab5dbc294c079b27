"""Amazon S3's actions by what they act on and by what a public grant of them exposes.

The names are those of the Service Authorization Reference of 2026-11
(https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html), for buckets and objects.
Which of them expose data is AWS's list of "bad actions" (s3:Get*, s3:List*, s3:AbortMultipartUpload, s3:Delete*,
s3:Put*, s3:RestoreObject) in the SDK reference of PublicAccessBlockConfiguration; awslint adds the replication
actions, which write objects, and the two that lift object protection.
"""

from typing import Literal

Level = Literal["bucket", "object"]
Access = Literal["read", "write"]

_BUCKET = """
CreateBucket CreateBucketMetadataTableConfiguration DeleteBucket DeleteBucketMetadataTableConfiguration
DeleteBucketPolicy DeleteBucketWebsite GetAccelerateConfiguration GetAnalyticsConfiguration GetBucketAcl GetBucketCORS
GetBucketLocation GetBucketLogging GetBucketMetadataTableConfiguration GetBucketNotification
GetBucketObjectLockConfiguration GetBucketOwnershipControls GetBucketPolicy GetBucketPolicyStatus
GetBucketPublicAccessBlock GetBucketRequestPayment GetBucketTagging GetBucketVersioning GetBucketWebsite
GetEncryptionConfiguration GetIntelligentTieringConfiguration GetInventoryConfiguration GetLifecycleConfiguration
GetMetricsConfiguration GetReplicationConfiguration ListBucket ListBucketMultipartUploads ListBucketVersions
ListTagsForResource PutAccelerateConfiguration PutAnalyticsConfiguration PutBucketAcl PutBucketCORS PutBucketLogging
PutBucketNotification PutBucketObjectLockConfiguration PutBucketOwnershipControls PutBucketPolicy
PutBucketPublicAccessBlock PutBucketRequestPayment PutBucketTagging PutBucketVersioning PutBucketWebsite
PutEncryptionConfiguration PutIntelligentTieringConfiguration PutInventoryConfiguration PutLifecycleConfiguration
PutMetricsConfiguration PutReplicationConfiguration TagResource UntagResource
UpdateBucketMetadataInventoryTableConfiguration UpdateBucketMetadataJournalTableConfiguration
"""
_OBJECT = """
AbortMultipartUpload BypassGovernanceRetention DeleteObject DeleteObjectTagging DeleteObjectVersion
DeleteObjectVersionTagging GetObject GetObjectAcl GetObjectAttributes GetObjectLegalHold GetObjectRetention
GetObjectTagging GetObjectTorrent GetObjectVersion GetObjectVersionAcl GetObjectVersionAttributes
GetObjectVersionForReplication GetObjectVersionTagging GetObjectVersionTorrent InitiateReplication
ListMultipartUploadParts ObjectOwnerOverrideToBucketOwner PutObject PutObjectAcl PutObjectLegalHold PutObjectRetention
PutObjectTagging PutObjectVersionAcl PutObjectVersionTagging ReplicateDelete ReplicateObject ReplicateTags RestoreObject
"""

ACTIONS: dict[Level, tuple[str, ...]] = {
    "bucket": tuple(f"s3:{name}" for name in _BUCKET.split()),
    "object": tuple(f"s3:{name}" for name in _OBJECT.split()),
}

_PREFIXES: dict[Access, tuple[str, ...]] = {
    "read": ("s3:get", "s3:list"),
    "write": ("s3:put", "s3:delete", "s3:abortmultipartupload", "s3:restoreobject", "s3:replicate",
              "s3:objectowneroverridetobucketowner", "s3:bypassgovernanceretention"),
}  # fmt: skip


def exposes(action: str, access: Access) -> bool:
    """Whether everyone's having this action is public access of that kind."""
    return action.lower().startswith(_PREFIXES[access])

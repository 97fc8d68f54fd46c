"""What Kubernetes' Go types say beyond the published schema: named scalars, embedded structs, plain fields.

Source: the types.go of k8s.io/api and k8s.io/apimachinery. Decoding errors print these names, and
whether a zero value is kept depends on whether the Go field is a pointer.
"""

from __future__ import annotations

from typing import Final

_NAMED: Final = """
AddressType EndpointSlice.addressType
AzureDataDiskCachingMode AzureDiskVolumeSource.cachingMode
AzureDataDiskKind AzureDiskVolumeSource.kind
Capability Capabilities.add Capabilities.drop
CompletionMode JobSpec.completionMode
ConcurrencyPolicy CronJobSpec.concurrencyPolicy
ConditionStatus PodFailurePolicyOnPodConditionsPattern.status NodeCondition.status PodCondition.status
ConversionStrategyType CustomResourceConversion.strategy
DNSPolicy PodSpec.dnsPolicy
DaemonSetUpdateStrategyType DaemonSetUpdateStrategy.type
DeploymentStrategyType DeploymentStrategy.type
FSGroupPolicy CSIDriverSpec.fsGroupPolicy
FailurePolicyType ValidatingWebhook.failurePolicy MutatingWebhook.failurePolicy
FailurePolicyType ValidatingAdmissionPolicySpec.failurePolicy MutatingAdmissionPolicySpec.failurePolicy
FinalizerName NamespaceSpec.finalizers
FlowDistinguisherMethodType FlowDistinguisherMethod.type
HostPathType HostPathVolumeSource.type
IPFamily ServiceSpec.ipFamilies
IPFamilyPolicy ServiceSpec.ipFamilyPolicy
KeyUsage CertificateSigningRequestSpec.usages
LabelSelectorOperator LabelSelectorRequirement.operator
LimitType LimitRangeItem.type
MatchPolicyType ValidatingWebhook.matchPolicy MutatingWebhook.matchPolicy MatchResources.matchPolicy
MetricSourceType MetricSpec.type
MetricTargetType MetricTarget.type
MountPropagationMode VolumeMount.mountPropagation
NodeInclusionPolicy TopologySpreadConstraint.nodeAffinityPolicy TopologySpreadConstraint.nodeTaintsPolicy
NodeSelectorOperator NodeSelectorRequirement.operator
OSName PodOS.name
OperationType NamedRuleWithOperations.operations RuleWithOperations.operations
PathType HTTPIngressPath.pathType
PersistentVolumeAccessMode PersistentVolumeClaimSpec.accessModes PersistentVolumeSpec.accessModes
PersistentVolumeClaimRetentionPolicyType StatefulSetPersistentVolumeClaimRetentionPolicy.whenDeleted
PersistentVolumeClaimRetentionPolicyType StatefulSetPersistentVolumeClaimRetentionPolicy.whenScaled
PersistentVolumeMode PersistentVolumeClaimSpec.volumeMode PersistentVolumeSpec.volumeMode
PersistentVolumeReclaimPolicy PersistentVolumeSpec.persistentVolumeReclaimPolicy StorageClass.reclaimPolicy
PodConditionType PodFailurePolicyOnPodConditionsPattern.type PodReadinessGate.conditionType
PodFSGroupChangePolicy PodSecurityContext.fsGroupChangePolicy
PodFailurePolicyAction PodFailurePolicyRule.action
PodFailurePolicyOnExitCodesOperator PodFailurePolicyOnExitCodesRequirement.operator
PodManagementPolicyType StatefulSetSpec.podManagementPolicy
PodReplacementPolicy JobSpec.podReplacementPolicy
PolicyType NetworkPolicySpec.policyTypes
PreemptionPolicy PriorityClass.preemptionPolicy PodSpec.preemptionPolicy
PriorityLevelEnablement PriorityLevelConfigurationSpec.type
ProcMountType SecurityContext.procMount
Protocol ServicePort.protocol ContainerPort.protocol NetworkPolicyPort.protocol EndpointPort.protocol
PullPolicy Container.imagePullPolicy ImageVolumeSource.pullPolicy
ReinvocationPolicyType MutatingWebhook.reinvocationPolicy
v1.ResourceName ResourceMetricSource.name ContainerResourceMetricSource.name ContainerResizePolicy.resourceName
ResourceQuotaScope ResourceQuotaSpec.scopes
ResourceResizeRestartPolicy ContainerResizePolicy.restartPolicy
RestartPolicy PodSpec.restartPolicy
ContainerRestartPolicy Container.restartPolicy
RecursiveReadOnlyMode VolumeMount.recursiveReadOnly
SELinuxChangePolicy PodSecurityContext.seLinuxChangePolicy
ScalingPolicySelect HPAScalingRules.selectPolicy
HPAScalingPolicyType HPAScalingPolicy.type
ScopeType RuleWithOperations.scope NamedRuleWithOperations.scope
SeccompProfileType SeccompProfile.type
AppArmorProfileType AppArmorProfile.type
SecretType Secret.type
ServiceAffinity ServiceSpec.sessionAffinity
ServiceExternalTrafficPolicy ServiceSpec.externalTrafficPolicy
ServiceInternalTrafficPolicy ServiceSpec.internalTrafficPolicy
ServiceType ServiceSpec.type
SideEffectClass ValidatingWebhook.sideEffects MutatingWebhook.sideEffects
StatefulSetUpdateStrategyType StatefulSetUpdateStrategy.type
StorageMedium EmptyDirVolumeSource.medium
SupplementalGroupsPolicy PodSecurityContext.supplementalGroupsPolicy
TaintEffect Taint.effect Toleration.effect
TerminationMessagePolicy Container.terminationMessagePolicy
TolerationOperator Toleration.operator
UnhealthyPodEvictionPolicyType PodDisruptionBudgetSpec.unhealthyPodEvictionPolicy
UnsatisfiableConstraintAction TopologySpreadConstraint.whenUnsatisfiable
URIScheme HTTPGetAction.scheme
ValidationAction ValidatingAdmissionPolicyBindingSpec.validationActions
VolumeBindingMode StorageClass.volumeBindingMode
VolumeLifecycleMode CSIDriverSpec.volumeLifecycleModes
ResourceScope CustomResourceDefinitionSpec.scope
types.UID ObjectMeta.uid OwnerReference.uid ObjectReference.uid
ResourceList ResourceRequirements.limits ResourceRequirements.requests VolumeResourceRequirements.limits
ResourceList VolumeResourceRequirements.requests PersistentVolumeSpec.capacity ResourceQuotaSpec.hard
ResourceList LimitRangeItem.max LimitRangeItem.min LimitRangeItem.default LimitRangeItem.defaultRequest
ResourceList LimitRangeItem.maxLimitRequestRatio PodSpec.overhead Overhead.podFixed NodeStatus.capacity
ResourceList NodeStatus.allocatable
"""

NAMES: Final[dict[str, str]] = {
    place: name for name, *places in map(str.split, _NAMED.strip().splitlines()) for place in places
}
"""`Struct.field` → the Go type of the field, or of its items; without a package the struct's own."""

_EMBEDDED: Final = """
Probe ProbeHandler exec httpGet tcpSocket grpc
ConfigMapKeySelector LocalObjectReference name
SecretKeySelector LocalObjectReference name
ConfigMapEnvSource LocalObjectReference name
SecretEnvSource LocalObjectReference name
ConfigMapVolumeSource LocalObjectReference name
ConfigMapProjection LocalObjectReference name
SecretProjection LocalObjectReference name
IngressRule IngressRuleValue http
RuleWithOperations Rule apiGroups apiVersions resources scope
NamedRuleWithOperations RuleWithOperations operations
NamedRuleWithOperations RuleWithOperations.Rule apiGroups apiVersions resources scope
"""

EMBEDDED: Final[dict[str, str]] = {
    f"{struct}.{field}": f"{inner}.{field}"
    for struct, inner, *fields in map(str.split, _EMBEDDED.strip().splitlines())
    for field in fields
}
"""`Struct.field` → the path by which errors print a field of an embedded struct."""

_WHOLLY_EMBEDDED: Final = {
    "Volume": ("VolumeSource", {"name"}),
    "EphemeralContainer": ("EphemeralContainerCommon", {"targetContainerName"}),
    "PersistentVolumeSpec": (
        "PersistentVolumeSource",
        {
            "capacity", "accessModes", "claimRef", "persistentVolumeReclaimPolicy", "storageClassName",
            "mountOptions", "volumeMode", "nodeAffinity", "volumeAttributesClassName",
        },
    ),
}  # fmt: skip


def spell(struct: str, field: str) -> str:
    """Return the path of a field within its struct as Go's errors print it."""
    if struct in _WHOLLY_EMBEDDED:
        inner, own = _WHOLLY_EMBEDDED[struct]
        return field if field in own else f"{inner}.{field}"
    return EMBEDDED.get(f"{struct}.{field}", field)


PLAIN: Final = frozenset(
    """
    PodSpec.hostNetwork PodSpec.hostPID PodSpec.hostIPC Container.stdin Container.stdinOnce Container.tty
    VolumeMount.readOnly PersistentVolumeClaimVolumeSource.readOnly NFSVolumeSource.readOnly
    ISCSIVolumeSource.readOnly GCEPersistentDiskVolumeSource.readOnly FCVolumeSource.readOnly
    AWSElasticBlockStoreVolumeSource.readOnly CephFSVolumeSource.readOnly RBDVolumeSource.readOnly
    CSIPersistentVolumeSource.readOnly NodeSpec.unschedulable ServiceSpec.publishNotReadyAddresses
    DeploymentSpec.paused PriorityClass.globalDefault JSONSchemaProps.exclusiveMaximum
    JSONSchemaProps.exclusiveMinimum JSONSchemaProps.uniqueItems JSONSchemaProps.nullable
    JSONSchemaProps.x-kubernetes-embedded-resource JSONSchemaProps.x-kubernetes-int-or-string
    CustomResourceDefinitionSpec.preserveUnknownFields CustomResourceDefinitionVersion.deprecated
    DeploymentSpec.minReadySeconds ReplicaSetSpec.minReadySeconds StatefulSetSpec.minReadySeconds
    DaemonSetSpec.minReadySeconds ReplicationControllerSpec.minReadySeconds Probe.initialDelaySeconds
    Probe.timeoutSeconds Probe.periodSeconds Probe.successThreshold Probe.failureThreshold
    ContainerPort.hostPort ServicePort.nodePort ServiceSpec.healthCheckNodePort
    CustomResourceColumnDefinition.priority ObjectMeta.generation ObjectMeta.deletionGracePeriodSeconds
    CSINodeDriver.nodeID Event.count ScaleSpec.replicas
    """.split()
)
"""Optional numbers and booleans that are no pointers: zero and false are as good as absent."""

SEEN_EMPTY: Final = frozenset(
    """
    ObjectMeta.labels HPAScalingRules.policies PersistentVolumeSpec.capacity StorageClass.parameters
    """.split()
)
"""Optional lists and maps whose rules tell an empty one from none at all; neither is stored."""

POINTERS: Final = frozenset(
    """
    PersistentVolumeClaimSpec.storageClassName PersistentVolumeClaimSpec.volumeAttributesClassName
    PersistentVolumeSpec.volumeAttributesClassName PersistentVolumeClaimSpec.volumeMode
    PersistentVolumeSpec.volumeMode IngressSpec.ingressClassName Endpoint.hostname Endpoint.nodeName
    Endpoint.zone EndpointPort.appProtocol ServicePort.appProtocol HostPathVolumeSource.type
    Container.restartPolicy GRPCAction.service VolumeMount.recursiveReadOnly VolumeMount.mountPropagation
    PodSpec.runtimeClassName PodSpec.preemptionPolicy CronJobSpec.timeZone LeaseSpec.holderIdentity
    LeaseSpec.strategy LeaseSpec.preferredHolder StorageClass.reclaimPolicy StorageClass.volumeBindingMode
    SeccompProfile.localhostProfile AppArmorProfile.localhostProfile ValidatingWebhook.failurePolicy
    MutatingWebhook.failurePolicy ValidatingWebhook.matchPolicy MutatingWebhook.matchPolicy
    MatchResources.matchPolicy WebhookClientConfig.url ServiceReference.path ServiceSpec.loadBalancerClass
    ServiceSpec.internalTrafficPolicy ServiceSpec.ipFamilyPolicy ValidatingWebhook.sideEffects
    MutatingWebhook.sideEffects MutatingWebhook.reinvocationPolicy SecurityContext.procMount
    PodSecurityContext.fsGroupChangePolicy PodSecurityContext.supplementalGroupsPolicy
    PodSecurityContext.seLinuxChangePolicy IngressClassParametersReference.apiGroup
    IngressClassParametersReference.scope IngressClassParametersReference.namespace
    TypedLocalObjectReference.apiGroup TypedObjectReference.apiGroup TypedObjectReference.namespace
    HTTPIngressPath.pathType JobSpec.completionMode JobSpec.podReplacementPolicy JobSpec.managedBy
    PodFailurePolicyOnExitCodesRequirement.containerName NetworkPolicyPort.protocol
    RuleWithOperations.scope NamedRuleWithOperations.scope PriorityClass.preemptionPolicy
    HPAScalingRules.selectPolicy PodDisruptionBudgetSpec.unhealthyPodEvictionPolicy
    TopologySpreadConstraint.nodeAffinityPolicy TopologySpreadConstraint.nodeTaintsPolicy
    CSIDriverSpec.fsGroupPolicy CSIVolumeSource.fsType AzureDiskVolumeSource.fsType
    AzureDiskVolumeSource.cachingMode AzureDiskVolumeSource.kind VolumeAttachmentSource.persistentVolumeName
    PodDNSConfigOption.value PodResourceClaim.resourceClaimName PodResourceClaim.resourceClaimTemplateName
    PodSpec.hostnameOverride WindowsSecurityContextOptions.runAsUserName ISCSIVolumeSource.initiatorName
    WindowsSecurityContextOptions.gmsaCredentialSpec WindowsSecurityContextOptions.gmsaCredentialSpecName
    ValidatingAdmissionPolicySpec.failurePolicy MutatingAdmissionPolicySpec.failurePolicy
    Validation.reason CustomResourceDefinitionVersion.deprecationWarning ServiceAccountTokenProjection.path
    EndpointPort.name EndpointPort.protocol
    """.split()
)
"""Optional text that is a pointer: the empty text is kept, and differs from none."""

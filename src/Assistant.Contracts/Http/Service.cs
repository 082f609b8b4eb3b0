namespace Assistant.Contracts.Http;

/// <summary>How the service stands: the answer of <c>GET /api/service</c>.</summary>
/// <param name="Version">Version of the program.</param>
/// <param name="Started">When the process started.</param>
/// <param name="Processors">Processors that it may use.</param>
/// <param name="MemoryBytes">Memory of the process that is resident.</param>
/// <param name="MachineMemoryBytes">Memory that it may use at most.</param>
/// <param name="Health"><c>Healthy</c>, <c>Degraded</c> or <c>Unhealthy</c>.</param>
/// <param name="Checks">Each health check.</param>
public sealed record ServiceInfo(string Version, DateTimeOffset Started, int Processors, long MemoryBytes, long MachineMemoryBytes, string Health, IReadOnlyList<ServiceCheck> Checks);

/// <summary>A health check.</summary>
public sealed record ServiceCheck(string Name, string State, string? Description);

/// <summary>The settings of a feature as they hold: an entry of <c>GET /api/settings</c>. Secrets are withheld.</summary>
/// <param name="Section">Its section in the configuration.</param>
/// <param name="Values">Each setting, in words.</param>
public sealed record SettingsSection(string Section, IReadOnlyList<SettingValue> Values);

/// <summary>A setting.</summary>
/// <param name="Name">Its name within the section.</param>
/// <param name="Value">Its value; null when it has none.</param>
/// <param name="Configured">False when it is the default.</param>
public sealed record SettingValue(string Name, string? Value, bool Configured);

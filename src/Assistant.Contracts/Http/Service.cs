namespace Assistant.Contracts.Http;

/// <summary>How the service stands: the answer of <c>GET /api/service</c>.</summary>
/// <param name="Version">Version of the program.</param>
/// <param name="Started">When the process started.</param>
/// <param name="Processors">Processors that it may use.</param>
/// <param name="MemoryBytes">Memory of the process that is resident.</param>
/// <param name="MachineMemoryBytes">Memory that it may use at most.</param>
/// <param name="Health"><c>Healthy</c>, <c>Degraded</c> or <c>Unhealthy</c>.</param>
/// <param name="Checks">Each health check.</param>
/// <param name="AnswerModel">What writes answers.</param>
public sealed record ServiceInfo(string Version, DateTimeOffset Started, int Processors, long MemoryBytes, long MachineMemoryBytes, string Health, IReadOnlyList<ServiceCheck> Checks, AnswerModelInfo AnswerModel);

/// <summary>What writes answers.</summary>
/// <param name="Name">Name of the model, or <c>extractive</c>: then answers are quotations.</param>
/// <param name="Kind"><c>local</c> (in this process), <c>endpoint</c> (another server) or <c>extractive</c>.</param>
/// <param name="State"><c>Ready</c>, <c>Loading</c> or <c>Failed</c>.</param>
/// <param name="Description">More about the state; null for nothing.</param>
/// <param name="TokensPerSecond">Of its last answers, where it runs in this process; null before the first.</param>
/// <param name="ModelBytes">Size of its weights in this process.</param>
/// <param name="UsedTokens">Tokens in its memory.</param>
/// <param name="CapacityTokens">Tokens that its memory holds.</param>
/// <param name="Running">Answers that it writes now.</param>
/// <param name="Waiting">Answers that wait for it.</param>
public sealed record AnswerModelInfo(string Name, string Kind, string State, string? Description, double? TokensPerSecond, long ModelBytes, int UsedTokens, int CapacityTokens, int Running, int Waiting);

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

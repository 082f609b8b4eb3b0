namespace Assistant.Api.Service;

/// <summary>Says at the start which settings are not known, and so change nothing.</summary>
internal sealed partial class UnknownSettings(SettingsCatalog catalog, ILogger<UnknownSettings> logger) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var key in catalog.Unknown())
            LogUnknown(key);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Warning, "The setting {Key} is not known and changes nothing. All settings stand in src/Assistant.Api/SETTINGS.md.")]
    private partial void LogUnknown(string key);
}

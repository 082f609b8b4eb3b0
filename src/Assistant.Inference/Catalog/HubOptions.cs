namespace Assistant.Inference.Catalog;

/// <summary>Where models come from.</summary>
public sealed record HubOptions
{
    /// <summary>Address of the hub.</summary>
    public Uri Endpoint { get; init; } = new("https://huggingface.co");

    /// <summary>Key for repositories that are not public; sent to the hub itself only, never to where it redirects.</summary>
    public string? Token { get; init; }

    /// <summary>How often a download that was cut is taken up again.</summary>
    public int Retries { get; init; } = 5;

    /// <summary>Wait before the first retry; doubled for each further one.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest silence of the hub.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Takes the hub from <c>ASSISTANT_HUB_ENDPOINT</c> or <c>HF_ENDPOINT</c>, the key from <c>ASSISTANT_HUB_TOKEN</c> or <c>HF_TOKEN</c>.</summary>
    /// <param name="endpoint">An address that goes before those of the environment; null for none.</param>
    /// <exception cref="HubException">The address is not http or https.</exception>
    public static HubOptions FromEnvironment(string? endpoint)
    {
        var options = new HubOptions { Token = First("ASSISTANT_HUB_TOKEN", "HF_TOKEN") };
        endpoint ??= First("ASSISTANT_HUB_ENDPOINT", "HF_ENDPOINT");
        if (endpoint is null) return options;
        return Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0
            ? options with { Endpoint = uri }
            : throw new HubException("the address of the hub is not an http or https address without a password. Set --endpoint or ASSISTANT_HUB_ENDPOINT to one.");
    }

    private static string? First(params string[] names) =>
        names.Select(Environment.GetEnvironmentVariable).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value))?.Trim();

    /// <summary>Without the key.</summary>
    public override string ToString() => Endpoint.ToString();
}

namespace Assistant.Connectors.Producers.Web;

/// <summary>What came of fetching a URL.</summary>
public abstract record WebFetch
{
    private WebFetch()
    {
    }

    /// <summary>Bytes came.</summary>
    /// <param name="Uri">Where they came from in the end, after redirects.</param>
    /// <param name="Bytes">The content.</param>
    /// <param name="MediaType">Declared media type, without parameters.</param>
    /// <param name="Modified">When the server says that it was last changed.</param>
    public sealed record Fetched(Uri Uri, ReadOnlyMemory<byte> Bytes, string? MediaType, DateTimeOffset? Modified) : WebFetch;

    /// <summary>Nothing was taken.</summary>
    /// <param name="Reason">Why, for the user.</param>
    public sealed record Refused(string Reason) : WebFetch;
}

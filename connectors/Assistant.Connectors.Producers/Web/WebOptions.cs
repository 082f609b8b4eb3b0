using System.ComponentModel.DataAnnotations;

namespace Assistant.Connectors.Producers.Web;

/// <summary>Limits of fetching from the web: section <c>Assistant:Web</c>.</summary>
public sealed class WebOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Assistant:Web";

    /// <summary>Whether private, loopback, link-local and other special addresses may be fetched from. Off: a URL that somebody sends must not reach the inside of a network.</summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>Largest answer in bytes, after decompression.</summary>
    [Range(1, 1L << 31)]
    public long MaxBytes { get; set; } = 64L << 20;

    /// <summary>Longest time for one URL, redirects included.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Most redirects followed.</summary>
    [Range(0, 20)]
    public int MaxRedirects { get; set; } = 5;
}

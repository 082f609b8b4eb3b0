using System.ComponentModel.DataAnnotations;

namespace Assistant.Hosting.Limits;

/// <summary>Limits on requests, section <c>Assistant:Limits</c>.</summary>
public sealed class LimitsOptions
{
    /// <summary>Section name.</summary>
    public const string Section = "Assistant:Limits";

    /// <summary>Requests a minute for each key, or for each address where there is no key. Default 6,000: the chat page alone asks some hundreds while it watches an ingest.</summary>
    [Range(1, 10_000_000)]
    public int RequestsPerMinute { get; set; } = 6_000;

    /// <summary>Requests that may come at once before the rate above holds. Default 500.</summary>
    [Range(1, 1_000_000)]
    public int Burst { get; set; } = 500;

    /// <summary>Bytes of a JSON body, pictures as data URLs included. Default 32 MiB.</summary>
    [Range(1_024, 1L << 32)]
    public long MaxBodyBytes { get; set; } = 32L << 20;

    /// <summary>Bytes of an upload with all its files. Default 2 GiB.</summary>
    [Range(1_024, 1L << 40)]
    public long MaxUploadBytes { get; set; } = 2L << 30;

    /// <summary>Bytes of one uploaded file. Default 256 MiB.</summary>
    [Range(1_024, 1L << 40)]
    public long MaxFileBytes { get; set; } = 256L << 20;

    /// <summary>Characters of a query or question. Default 20,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxQueryCharacters { get; set; } = 20_000;
}

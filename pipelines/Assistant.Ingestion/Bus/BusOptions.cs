using System.ComponentModel.DataAnnotations;

namespace Assistant.Ingestion.Bus;

/// <summary>The bus: section <c>Assistant:Bus</c>.</summary>
public sealed class BusOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Assistant:Bus";

    /// <summary>Transport.</summary>
    public BusTransport Transport { get; set; } = BusTransport.InMemory;

    /// <summary>Host of the broker.</summary>
    [Required]
    public string Host { get; set; } = "localhost";

    /// <summary>Port of the broker.</summary>
    [Range(1, 65_535)]
    public int Port { get; set; } = 5672;

    /// <summary>User; by default the broker's own guest, which it lets in from the same machine only.</summary>
    [Required]
    public string User { get; set; } = "guest";

    /// <summary>Password; set it through the environment.</summary>
    [Required]
    public string Password { get; set; } = "guest";

    /// <summary>Virtual host.</summary>
    [Required]
    public string VirtualHost { get; set; } = "/";
}

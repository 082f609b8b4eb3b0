using System.ComponentModel.DataAnnotations;

namespace Assistant.Adaptation;

/// <summary>Learning from use: section <c>Assistant:Adaptation</c>.</summary>
public sealed class AdaptationOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Assistant:Adaptation";

    /// <summary>The kill switch: false serves the plain encoder and trains nothing.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How adapters are trained: <c>auto</c> (ridge, and low-rank where it beats ridge at the gate), <c>ridge</c>, <c>fine-tune</c>, <c>feature-kd</c>, <c>zscl</c>, <c>moe-adapters</c> or <c>none</c>.</summary>
    [Required]
    public string Strategy { get; set; } = "auto";

    /// <summary>New items of the replay buffer that a refresh is begun for.</summary>
    [Range(1, 1_000_000)]
    public int NewItems { get; set; } = 100;

    /// <summary>How often the triggers are looked at.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan CheckEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>A refresh is tried after this long, when anything at all is new.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan Schedule { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Share of one core that a refresh may take.</summary>
    [Range(0.05, 1.0)]
    public double CpuShare { get; set; } = 0.5;

    /// <summary>Versions that learned from a document which was deleted since are removed after this long.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan GracePeriod { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Seed of training and gate.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>Queries whose first three documents no adapter may change.</summary>
    public IReadOnlyList<string> Canaries { get; set; } = [];
}

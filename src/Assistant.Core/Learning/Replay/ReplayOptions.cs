using System.ComponentModel.DataAnnotations;

namespace Assistant.Core.Learning.Replay;

/// <summary>How much the replay buffer holds, and how much of a refresh one user or one document can be; section <c>Assistant:Replay</c>.</summary>
public sealed class ReplayOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Assistant:Replay";

    /// <summary>Most items that may give way to others; about 2 KB each at 512 dimensions.</summary>
    [Range(100, 10_000_000)]
    public int MaxItems { get; set; } = 50_000;

    /// <summary>Most gold items, which never give way; those beyond are not added.</summary>
    [Range(0, 1_000_000)]
    public int MaxGold { get; set; } = 5_000;

    /// <summary>Most texts of a picture (captions, alternative texts, text read in it) that become pairs; 0 for none.</summary>
    [Range(0, 100)]
    public int PairsPerPicture { get; set; } = 3;

    /// <summary>Most of the weight that a refresh reads which may be of one user; with fewer than 1 / share users, all have the same share at most.</summary>
    [Range(0.001, 1.0)]
    public double UserShare { get; set; } = 0.05;

    /// <summary>The same for judgements of one document.</summary>
    [Range(0.001, 1.0)]
    public double DocumentShare { get; set; } = 0.02;

    /// <summary>Hours for which judgements of a new API key count for nobody else.</summary>
    [Range(0.0, 8_760.0)]
    public double QuarantineHours { get; set; } = 24;

    /// <summary>Judgements of one API key within an hour beyond which the further ones count for nobody else.</summary>
    [Range(1, 1_000_000)]
    public int BurstVotes { get; set; } = 60;
}

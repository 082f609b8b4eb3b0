using System.ComponentModel.DataAnnotations;

namespace Assistant.Api.Hosting;

/// <summary>How long the change log remembers: section <c>Assistant:ChangeLog</c>.</summary>
internal sealed class ChangeLogOptions
{
    public const string Section = "Assistant:ChangeLog";

    /// <summary>Newest changes that stay in any case, so that an index folder restored from a backup still catches up.</summary>
    [Range(0, long.MaxValue)]
    public long Keep { get; set; } = 100_000;

    /// <summary>Time between two compactions, and before the first.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "30.00:00:00")]
    public TimeSpan CompactEvery { get; set; } = TimeSpan.FromHours(1);
}

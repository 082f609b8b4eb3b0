namespace Assistant.Evals.Continual.Published;

/// <summary>An example of a published data set as its files name it.</summary>
/// <param name="Pictures">Paths of its pictures; none where it has no picture.</param>
/// <param name="Text">Its question or hypothesis; null where it has none.</param>
/// <param name="Target">What should be found: the answer, the name of the class, the title.</param>
internal sealed record PublishedExample(IReadOnlyList<string> Pictures, string? Text, string Target)
{
    /// <summary>Path of its inertial data; null where it has none.</summary>
    public string? Inertial { get; init; }
}

/// <summary>A task of a published stream.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Train">To learn from.</param>
/// <param name="Test">To measure on.</param>
internal sealed record PublishedTask(string Name, IReadOnlyList<PublishedExample> Train, IReadOnlyList<PublishedExample> Test);

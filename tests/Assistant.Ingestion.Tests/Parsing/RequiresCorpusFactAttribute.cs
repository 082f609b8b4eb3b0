namespace Assistant.Ingestion.Tests.Parsing;

/// <summary>Skips by name where the shared corpora are not beside the repository.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresCorpusFactAttribute : FactAttribute
{
    public RequiresCorpusFactAttribute(string corpus)
    {
        Corpus = corpus;
        if (Find(corpus) is null) Skip = $"shared/data/corpora/{corpus} is not here.";
    }

    public string Corpus { get; }

    public static string? Find(string corpus)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "shared", "data", "corpora", corpus);
            if (File.Exists(file)) return file;
        }

        return null;
    }
}

namespace Assistant.Core.Tests.Pal;

/// <summary>Skips by name where the GSM8K training set is not beside the repository.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class Gsm8kFactAttribute : FactAttribute
{
    public Gsm8kFactAttribute()
    {
        if (Find() is null) Skip = "shared/data/gsm8k/train.jsonl is not here.";
    }

    public static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "shared", "data", "gsm8k", "train.jsonl");
            if (File.Exists(file)) return file;
        }

        return null;
    }
}

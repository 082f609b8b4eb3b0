using System.Numerics.Tensors;
using Assistant.Core.Learning;
using Assistant.Core.Learning.Linear;
using Assistant.Evals.Encoders;

namespace Assistant.Evals.Continual;

/// <summary>
/// Emoji with a picture and keywords, of which one is missing from task to task (modality-dynamic, as ODU and CMR-MFN treat it): the query is
/// the normalized sum of what is there, the target the group's name. A missing modality adds nothing, so it moves no other.
/// </summary>
internal sealed class ModalityScenario(string archive, FeatureTable features, int limit, Func<CancellationToken, Task<PairSet>> others)
{
    public async Task<Scenario> MakeAsync(CancellationToken cancellationToken)
    {
        var groups = PictureSet.Read(archive, "group", "style=noto", limit);
        var keywords = PictureSet.Read(archive, "keywords_en", "style=noto", limit);
        var images = await features.PicturesAsync(groups, cancellationToken).ConfigureAwait(false);
        var words = await features.TextsAsync([.. keywords.Pictures.Select(picture => picture.Label.Replace(" | ", " ", StringComparison.Ordinal))], cancellationToken).ConfigureAwait(false);
        List<string> names = [.. groups.Pictures.Select(picture => picture.Label).Distinct(StringComparer.Ordinal)];
        int[] labels = [.. groups.Pictures.Select(picture => names.IndexOf(picture.Label))];
        var targets = (await features.TextsAsync(names, cancellationToken).ConfigureAwait(false)).Gather(labels);
        var both = images.Copy();
        TensorPrimitives.Add(both.Values, words.Values, both.Values);
        both.NormalizeRows();
        ScenarioTask[] tasks = [Task("picture and words", both), Task("picture only", images), Task("words only", words)];
        var guard = await others(cancellationToken).ConfigureAwait(false);
        return new Scenario("modality", "modality-dynamic", tasks, ScenarioTable.Rows(guard, i => i % 2 == 0), ScenarioTable.Rows(guard, i => i % 2 == 1), groups.DataHash);

        ScenarioTask Task(string name, Matrix queries)
        {
            var pairs = new PairSet(queries, targets, labels);
            return new ScenarioTask(name, ScenarioTable.Rows(pairs, i => i % 5 != 0), ScenarioTable.Rows(pairs, i => i % 5 == 0));
        }
    }
}

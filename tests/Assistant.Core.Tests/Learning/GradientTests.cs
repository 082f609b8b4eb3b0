using Assistant.Core.Learning;
using Assistant.Core.Learning.Adapters;
using Assistant.Core.Learning.Linear;
using Assistant.Core.Learning.Refresh;
using Assistant.Core.Learning.Training;

namespace Assistant.Core.Tests.Learning;

public sealed class GradientTests
{
    private const int Dimensions = 6, Rank = 3;

    public static TheoryData<string> Terms => [.. Make().Keys];

    [Theory]
    [MemberData(nameof(Terms))]
    public void Gradients_equal_differences_of_the_loss(string name)
    {
        var term = Make()[name];
        var random = new Random(3);
        var pairs = RandomPairs.Of(random, 12, Dimensions, labels: 4);
        var stored = RandomPairs.Rows(random, 12, Dimensions);
        var adapter = new LowRankAdapter(RandomPairs.Rows(random, Rank, Dimensions), RandomPairs.Rows(random, Rank, Dimensions), 0.7f, [0.3f, 1, 0.8f]);
        var gradients = new Gradients(adapter);
        gradients.Accumulate(adapter, pairs, stored, [term]);

        for (var i = 0; i < Rank * Dimensions; i++)
        {
            Assert.Equal(Slope(adapter.A, i), gradients.A.Values[i], 2e-3);
            Assert.Equal(Slope(adapter.B, i), gradients.B.Values[i], 2e-3);
        }

        double Slope(Matrix parameters, int i)
        {
            const float step = 1e-2f;
            var was = parameters.Values[i];
            parameters.Values[i] = was + step;
            var above = new Gradients(adapter).Accumulate(adapter, pairs, stored, [term]);
            parameters.Values[i] = was - step;
            var below = new Gradients(adapter).Accumulate(adapter, pairs, stored, [term]);
            parameters.Values[i] = was;
            return (above - below) / (2 * step);
        }
    }

    private static Dictionary<string, ILossTerm> Make()
    {
        var random = new Random(5);
        var teacher = new LowRankAdapter(RandomPairs.Rows(random, 2, Dimensions), RandomPairs.Rows(random, 2, Dimensions));
        var others = RandomPairs.Of(random, 5, Dimensions, labels: 5).Candidates();
        var all = new CandidateSet(RandomPairs.Rows(random, 4, Dimensions), [0, 1, 2, 3]);
        return new Dictionary<string, ILossTerm>
        {
            ["InfoNCE"] = new InfoNce(0.5f, maskAlike: false),
            ["InfoNCE without those alike"] = new InfoNce(0.5f, maskAlike: true),
            ["cross entropy"] = new CandidateCrossEntropy(all, 0.5f),
            ["relations"] = new RelationDistillation(teacher, 0.5f, 3),
            ["relations off the diagonal"] = new RelationDistillation(teacher, 0.5f, 3, offDiagonal: true),
            ["answers"] = new AnswerDistillation(teacher, others, 0.5f, 3),
            ["features of a teacher"] = new FeatureDistillation(teacher, 0.5f),
            ["wrong answers"] = new Repulsion(0.5f, 0.7f),
            ["features stored"] = new FeatureDistillation(null, 0.5f),
        };
    }
}

using Assistant.Core.Pal.Syntax;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Runtime;

internal sealed partial class Evaluator
{
    private PyObject EvaluateComprehension(ComprehensionExpression comprehension, Frame frame)
    {
        // The first source belongs to the code around; everything else has the comprehension's own variables.
        var source = Evaluate(comprehension.Clauses[0].Source, frame);
        if (!machine.IsIterable(source))
            throw PyError.Type($"'{PyTypes.Of(source).Name}' object is not iterable");
        machine.Meter.Allocate(200);
        var inner = new Frame(frame.Name, new Environment(comprehension.Scope, frame.Environment), frame.Function) { Line = frame.Line };
        switch (comprehension.Kind)
        {
            case ComprehensionKind.List:
                var list = new PyList([]);
                foreach (var _ in Walk(comprehension, 0, source, inner))
                    list.Add(machine, Evaluate(comprehension.Element, inner));
                return list;
            case ComprehensionKind.Set:
                var set = new PySet(machine);
                foreach (var _ in Walk(comprehension, 0, source, inner))
                    set.Add(Evaluate(comprehension.Element, inner));
                return set;
            case ComprehensionKind.Dictionary:
                var dictionary = new PyDictionary(machine);
                foreach (var _ in Walk(comprehension, 0, source, inner))
                {
                    var key = Evaluate(comprehension.Element, inner);
                    dictionary.Set(key, Evaluate(comprehension.Value!, inner));
                }

                return dictionary;
            default:
                return new PyIterator(PyTypes.Generator, Generate(comprehension, source, inner));
        }
    }

    private IEnumerable<object> Generate(ComprehensionExpression comprehension, object source, Frame inner)
    {
        foreach (var _ in Walk(comprehension, 0, source, inner))
            yield return Evaluate(comprehension.Element, inner);
    }

    /// <summary>Steps through every combination of the clauses that their conditions let through.</summary>
    private IEnumerable<bool> Walk(ComprehensionExpression comprehension, int level, object source, Frame inner)
    {
        var clause = comprehension.Clauses[level];
        foreach (var item in machine.Iterate(source))
        {
            Assign(clause.Target, item, inner);
            if (!Array.TrueForAll(clause.Conditions, condition => machine.IsTrue(Evaluate(condition, inner))))
                continue;
            if (level + 1 == comprehension.Clauses.Length)
            {
                yield return true;
                continue;
            }

            foreach (var step in Walk(comprehension, level + 1, Evaluate(comprehension.Clauses[level + 1].Source, inner), inner))
                yield return step;
        }
    }
}

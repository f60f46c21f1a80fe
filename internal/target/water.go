package target

func waterClass(t *Target, f *Facts) Progress { return Progress{Target: t} }
